"""Sites (阵地): their register, the steps of their life, checks by a standard, files."""
