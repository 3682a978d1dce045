namespace Mosaic.Storage.Blocks;

internal readonly record struct BlockChange(BlockOperation Operation, byte[] Id, byte[] Payload);
