global using Mosaic.Backends;
