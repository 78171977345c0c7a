"""Event data of others in: each data set's rows become relations between our actors, or are refused with a reason."""
