using Mosaic.Documents.Filters;
using Mosaic.Documents.Json;

namespace Mosaic;

/// <summary>A predicate over JSON. Paths are dotted. Strings compare by UTF-8 bytes, numbers as exact decimals of their text.</summary>
/// <remarks>
/// <para>A path is names joined by dots; where it leads into an array, a number is an element (<c>tags.0</c>). A backslash
/// takes the next character as it is: <c>a\.b</c> is the one name "a.b".</para>
/// <para>Values are null, strings, booleans, numbers, dates, times, Guids, URIs, enums and scalar
/// <see cref="System.Text.Json.JsonElement"/>s, each compared as System.Text.Json writes it with its web defaults: enums as
/// numbers, and dates as their text, not as instants. Store dates with one offset and one precision, or as numbers; mixed
/// offsets compare wrongly.</para>
/// <para>In the filter of an element, <c>$</c> is the element itself; a name "$" is written <c>\$</c>.</para>
/// <para>Paths are the names in the JSON (camel case by default), case and all: a path that no document has matches nothing.
/// Filters join with <c>&amp;</c>, <c>|</c> and <c>!</c>.</para>
/// <para>A comparison with what is not there, or is of another type, is unknown: neither it nor its negation matches.
/// <see cref="Eq"/> with null matches JSON null and nothing else; <see cref="Ne"/> matches whatever is there and is not
/// the value, of any type.</para>
/// <para>Immutable and thread-safe. Two filters are equal when they are built alike.</para>
/// </remarks>
public abstract partial record Filter
{
    private CompiledFilter? compiled;

    private protected Filter()
        : this(1)
    {
    }

    private protected Filter(int depth)
    {
        Depth = depth <= DocumentLimits.MaxFilterDepth ? depth : throw new ArgumentException(
            $"The filter has more than {DocumentLimits.MaxFilterDepth} operators inside one another.", nameof(depth));
    }

    /// <summary>Copies a filter.</summary>
    /// <param name="original">The filter to copy.</param>
    protected Filter(Filter original)
    {
        ArgumentNullException.ThrowIfNull(original);
        Depth = original.Depth;
    }

    /// <summary>How many filters stand inside one another, itself included.</summary>
    internal int Depth { get; }

    /// <summary>The form that is evaluated, made once.</summary>
    internal CompiledFilter Compiled => compiled ??= CompiledFilter.Compile(this);

    /// <summary>Both match.</summary>
    /// <param name="left">One filter.</param>
    /// <param name="right">Another.</param>
    public static Filter operator &(Filter left, Filter right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return AndFilter.Join(left, right);
    }

    /// <summary>One of them matches, or both.</summary>
    /// <param name="left">One filter.</param>
    /// <param name="right">Another.</param>
    public static Filter operator |(Filter left, Filter right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return OrFilter.Join(left, right);
    }

    /// <summary>It is known not to match.</summary>
    /// <param name="operand">The filter.</param>
    public static Filter operator !(Filter operand)
    {
        ArgumentNullException.ThrowIfNull(operand);
        return new NotFilter(operand);
    }

    /// <summary>Whether the other filter is built alike.</summary>
    /// <param name="other">The other filter.</param>
    public virtual bool Equals(Filter? other) => other is not null && EqualityContract == other.EqualityContract;

    /// <inheritdoc/>
    public override int GetHashCode() => EqualityContract.GetHashCode();

    /// <summary>The filter as text, for logs and plans.</summary>
    public sealed override string ToString() => FilterText.Write(this);
}
