namespace Mosaic.Storage.Blocks;

internal readonly record struct BlockRow(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value);
