namespace Mosaic.Documents.Filters;

/// <summary>
/// Operands, of which joined filters share an array: each sees those that it was made with, and who joins more to the longest puts them
/// behind. So a loop of <c>filter |= …</c> costs the number of its terms, not the square.
/// </summary>
internal readonly struct OperandList
{
    private readonly Shared shared;
    private readonly int count;

    private OperandList(Shared shared, int count)
    {
        this.shared = shared;
        this.count = count;
    }

    public ReadOnlySpan<Filter> Span => shared.Items.AsSpan(0, count);

    public static OperandList Of(ReadOnlySpan<Filter> operands) => new(new Shared(operands.ToArray()) { Used = operands.Length }, operands.Length);

    public OperandList With(ReadOnlySpan<Filter> more)
    {
        var total = count + more.Length;
        if (total <= shared.Items.Length && Interlocked.CompareExchange(ref shared.Used, total, count) == count)
        {
            more.CopyTo(shared.Items.AsSpan(count));
            return new OperandList(shared, total);
        }

        var larger = new Filter[total + count];
        Span.CopyTo(larger);
        more.CopyTo(larger.AsSpan(count));
        return new OperandList(new Shared(larger) { Used = total }, total);
    }

    private sealed class Shared(Filter[] items)
    {
        public int Used;

        public Filter[] Items { get; } = items;
    }
}
