namespace Mosaic.Storage.Rows;

/// <summary>A row as it is to be; a null value deletes it.</summary>
internal readonly record struct RowChange(byte[] Key, byte[]? Value);
