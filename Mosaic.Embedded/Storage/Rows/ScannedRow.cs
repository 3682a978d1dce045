namespace Mosaic.Storage.Rows;

/// <summary>A row in a <see cref="ScanPage"/>; its memory may be part of a larger block.</summary>
internal readonly record struct ScannedRow(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value);
