using System.Buffers;
using Mosaic.Documents.Json;

namespace Mosaic.Documents.Filters;

/// <summary>A filter ready for many documents: one pass over each finds every value that it asks for. Thread-safe.</summary>
internal sealed class CompiledFilter
{
    private const int MaxStackSlots = 16;

    private readonly PathTree paths = new();
    private readonly BoundFilter filter;

    private CompiledFilter(Filter source) => filter = BoundFilter.Bind(source, paths);

    public static CompiledFilter Compile(Filter filter) => new(filter);

    /// <summary>Whether the filter is true of a document that <see cref="JsonText.Validate"/> accepted.</summary>
    public bool Matches(ReadOnlySpan<byte> json) => Evaluate(json) == Truth.True;

    /// <summary>The filter's truth of a JSON value that such a document begins with or holds.</summary>
    public Truth Evaluate(ReadOnlySpan<byte> json)
    {
        if (paths.Count <= MaxStackSlots)
        {
            Span<JsonSlot> slots = stackalloc JsonSlot[MaxStackSlots];
            return Evaluate(json, slots[..paths.Count]);
        }

        var rented = ArrayPool<JsonSlot>.Shared.Rent(paths.Count);
        var many = rented.AsSpan(0, paths.Count);
        many.Clear();
        var truth = Evaluate(json, many);
        ArrayPool<JsonSlot>.Shared.Return(rented);
        return truth;
    }

    private Truth Evaluate(ReadOnlySpan<byte> json, Span<JsonSlot> slots)
    {
        paths.Collect(json, slots);
        return FilterEvaluator.Evaluate(filter, json, slots);
    }
}
