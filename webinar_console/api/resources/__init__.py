"""One module per resource of the contract: typed calls, nothing else."""
