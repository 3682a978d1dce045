using System.Collections;
using System.Linq.Expressions;
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
/// <para>Paths are the names in the JSON (camel case by default), case and all: a path that no document has matches nothing.
/// Filters join with <c>&amp;</c>, <c>|</c> and <c>!</c>.</para>
/// <para>A comparison with what is not there, or is of another type, is unknown: neither it nor its negation matches.
/// <see cref="Eq"/> with null matches JSON null and nothing else; <see cref="Ne"/> matches whatever is there and is not
/// the value, of any type.</para>
/// <para>Immutable and thread-safe. Two filters are equal when they are built alike.</para>
/// </remarks>
public abstract record Filter
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

    /// <summary>The value at <paramref name="path"/> equals <paramref name="value"/>; null equals JSON null only.</summary>
    /// <param name="path">Where to look.</param>
    /// <param name="value">A scalar.</param>
    /// <exception cref="ArgumentException">The path or the type of the value is not supported.</exception>
    public static Filter Eq(string path, object? value) => new ComparisonFilter(JsonPath.Parse(path), ComparisonOperator.Equal, JsonScalar.From(value));

    /// <summary>There is a value at <paramref name="path"/>, and it is not <paramref name="value"/>.</summary>
    /// <param name="path">Where to look.</param>
    /// <param name="value">A scalar.</param>
    /// <exception cref="ArgumentException">The path or the type of the value is not supported.</exception>
    public static Filter Ne(string path, object? value) => new ComparisonFilter(JsonPath.Parse(path), ComparisonOperator.NotEqual, JsonScalar.From(value));

    /// <summary>The value at <paramref name="path"/> is of the type of <paramref name="value"/> and greater.</summary>
    /// <param name="path">Where to look.</param>
    /// <param name="value">A scalar other than null; false is less than true.</param>
    /// <exception cref="ArgumentException">The path or the type of the value is not supported.</exception>
    public static Filter Gt(string path, object value) => Ordered(path, ComparisonOperator.Greater, value);

    /// <summary>The value at <paramref name="path"/> is of the type of <paramref name="value"/> and greater or equal.</summary>
    /// <param name="path">Where to look.</param>
    /// <param name="value">A scalar other than null; false is less than true.</param>
    /// <exception cref="ArgumentException">The path or the type of the value is not supported.</exception>
    public static Filter Gte(string path, object value) => Ordered(path, ComparisonOperator.GreaterOrEqual, value);

    /// <summary>The value at <paramref name="path"/> is of the type of <paramref name="value"/> and less.</summary>
    /// <param name="path">Where to look.</param>
    /// <param name="value">A scalar other than null; false is less than true.</param>
    /// <exception cref="ArgumentException">The path or the type of the value is not supported.</exception>
    public static Filter Lt(string path, object value) => Ordered(path, ComparisonOperator.Less, value);

    /// <summary>The value at <paramref name="path"/> is of the type of <paramref name="value"/> and less or equal.</summary>
    /// <param name="path">Where to look.</param>
    /// <param name="value">A scalar other than null; false is less than true.</param>
    /// <exception cref="ArgumentException">The path or the type of the value is not supported.</exception>
    public static Filter Lte(string path, object value) => Ordered(path, ComparisonOperator.LessOrEqual, value);

    /// <summary>The value at <paramref name="path"/> equals one of <paramref name="values"/>; of none, nothing matches.</summary>
    /// <param name="path">Where to look.</param>
    /// <param name="values">Scalars, or one sequence of them.</param>
    /// <exception cref="ArgumentException">The path or the type of a value is not supported.</exception>
    public static Filter In(string path, params object?[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var parsed = JsonPath.Parse(path);
        var sequence = values is [IEnumerable inner and not string] ? inner.Cast<object?>() : values;
        return new InFilter(parsed, sequence.Select(JsonScalar.From));
    }

    /// <summary>There is a value at <paramref name="path"/>, JSON null included.</summary>
    /// <param name="path">Where to look.</param>
    /// <exception cref="ArgumentException">The path is not supported.</exception>
    public static Filter Exists(string path) => new ExistsFilter(JsonPath.Parse(path));

    /// <summary>The array at <paramref name="path"/> has <paramref name="value"/> as an element, or the string at it has the
    /// string <paramref name="value"/> inside.</summary>
    /// <param name="path">Where to look.</param>
    /// <param name="value">A scalar.</param>
    /// <exception cref="ArgumentException">The path or the type of the value is not supported.</exception>
    public static Filter Contains(string path, object? value) => new ContainsFilter(JsonPath.Parse(path), JsonScalar.From(value));

    /// <summary>The string at <paramref name="path"/> begins with <paramref name="prefix"/>.</summary>
    /// <param name="path">Where to look.</param>
    /// <param name="prefix">The beginning; of nothing, every string matches.</param>
    /// <exception cref="ArgumentException">The path or the prefix is not supported.</exception>
    public static Filter StartsWith(string path, string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return new StartsWithFilter(JsonPath.Parse(path), JsonScalar.From(prefix));
    }

    /// <summary>The filter of a predicate over the type that documents are read as. Not in this version.</summary>
    /// <typeparam name="T">The type of a document.</typeparam>
    /// <param name="predicate">An expression of the supported subset.</param>
    /// <exception cref="NotSupportedException">Always, in this version.</exception>
    public static Filter From<T>(Expression<Func<T, bool>> predicate) =>
        throw new NotSupportedException("A filter from an expression arrives with the query language.");

    /// <summary>The filter of a query text's WHERE part. Not in this version.</summary>
    /// <param name="where">The text.</param>
    /// <param name="parameters">The values of <c>@name</c> in the text.</param>
    /// <exception cref="NotSupportedException">Always, in this version.</exception>
    public static Filter Parse(string where, IReadOnlyDictionary<string, object?>? parameters = null) =>
        throw new NotSupportedException("A filter from a text arrives with the query language.");

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

    private protected static int Deepest(ReadOnlySpan<Filter> operands)
    {
        var deepest = 0;
        foreach (var operand in operands)
        {
            deepest = Math.Max(deepest, operand.Depth);
        }

        return deepest;
    }

    private static ComparisonFilter Ordered(string path, ComparisonOperator comparison, object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var scalar = JsonScalar.From(value);
        return scalar.Kind == JsonKind.Null
            ? throw new ArgumentException("Nothing is greater or less than null; use Eq or Ne.", nameof(value))
            : new ComparisonFilter(JsonPath.Parse(path), comparison, scalar);
    }
}
