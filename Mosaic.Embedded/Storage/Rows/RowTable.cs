namespace Mosaic.Storage.Rows;

/// <summary>The first byte of a row's key: which table it belongs to.</summary>
internal enum RowTable : byte
{
    Counter = 1,
    Feed = 2,
    Change = 3,
    Collection = 4,
    Document = 5,
    IndexEntry = 6,
    Expiry = 7,
}
