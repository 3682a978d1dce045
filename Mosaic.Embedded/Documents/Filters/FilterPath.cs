using Mosaic.Documents.Json;

namespace Mosaic;

/// <summary>A path of a filter or an order, taken apart. Immutable.</summary>
public sealed class FilterPath
{
    private readonly FilterPathSegment[] segments;

    internal FilterPath(JsonPath path)
    {
        segments = new FilterPathSegment[path.Segments.Length];
        for (var i = 0; i < segments.Length; i++)
        {
            var (name, index) = path.Segments[i];
            segments[i] = new FilterPathSegment(StrictUtf8.GetString(name), index < 0 ? null : index);
        }
    }

    /// <summary>The steps from the document, or from the element in the filter of one; of none, that itself.</summary>
    public IReadOnlyList<FilterPathSegment> Segments => segments;

    /// <summary>Takes a path's text apart, as <see cref="FindOptions.OrderBy"/> and the filters have it.</summary>
    /// <param name="path">See <see cref="Filter"/>.</param>
    /// <exception cref="ArgumentException">The path is not supported.</exception>
    public static FilterPath Parse(string path) => new(JsonPath.Parse(path));
}
