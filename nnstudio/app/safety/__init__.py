"""Nothing is lost: copies of the open project beside it, found again after an unhappy end."""
