"""The shapes of requests and answers, with examples. Answers are described here and written as plain dictionaries."""
