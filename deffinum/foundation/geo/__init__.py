"""Where things are in France: regions, departments, communes, their points, and a map drawn on the server."""
