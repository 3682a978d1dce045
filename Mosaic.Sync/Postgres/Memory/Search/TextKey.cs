namespace Mosaic.Postgres.Memory.Search;

/// <summary>A text that stands alone: an insight, or a document by its collection and id.</summary>
internal readonly record struct TextKey(bool IsDocument, string Collection, string Id) : IComparable<TextKey>
{
    public int CompareTo(TextKey other) =>
        IsDocument != other.IsDocument ? (IsDocument ? -1 : 1)
        : Utf8Order.Compare(Collection, other.Collection) is var order and not 0 ? order
        : Utf8Order.Compare(Id, other.Id);
}
