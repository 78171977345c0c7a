"""SQL: the only truth. Tables, engines and transactions, one repository an aggregate, and the write path over them."""
