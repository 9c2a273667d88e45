"""What is printed: the who-knew-what-when sheet."""
