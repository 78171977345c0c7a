"""What every route keeps to, one contract a module, each over every route that the application really has."""
