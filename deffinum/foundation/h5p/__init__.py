"""What a content of H5P says of its learner, turned into statements."""
