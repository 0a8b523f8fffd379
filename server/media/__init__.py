"""What boards play while nobody is called: the folder of files, their order, and what a file really is."""
