"""What `bin/deffinum` is made of. Standard library only: it runs before anything is installed."""
