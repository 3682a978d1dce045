namespace Mosaic.Storage.Blocks;

internal enum BlockOperation
{
    Insert,
    Update,
    Delete,
}
