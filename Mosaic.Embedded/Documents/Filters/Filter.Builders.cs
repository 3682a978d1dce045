using System.Collections;
using System.Linq.Expressions;
using System.Text.Json;
using Mosaic.Documents.Filters;
using Mosaic.Documents.Filters.Linq;
using Mosaic.Documents.Json;
using Mosaic.Documents.Query.Text;

namespace Mosaic;

/// <content>The ways to make one.</content>
public abstract partial record Filter
{
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

    /// <summary>The string at <paramref name="path"/> is, whole, of a pattern: <c>%</c> stands for any run of characters, <c>_</c> for
    /// any one. Case counts: <c>a%</c> does not find <c>Anna</c>.</summary>
    /// <param name="path">Where to look.</param>
    /// <param name="pattern">The pattern, of at most 1,024 UTF-8 bytes.</param>
    /// <param name="escape">Before <c>%</c>, <c>_</c> or itself it makes that an ordinary character; null: nothing does.</param>
    /// <exception cref="ArgumentException">The path or the pattern is not supported, or the pattern ends in the escape.</exception>
    public static Filter Like(string path, string pattern, char? escape = null) => new LikeFilter(JsonPath.Parse(path), LikePattern.Parse(pattern, escape));

    /// <summary>An element of the array at <paramref name="path"/> matches a filter: <c>Any("tags", StartsWith("$", "a"))</c>,
    /// <c>Any("lines", Gt("price", 9) &amp; Lt("count", 5))</c>.</summary>
    /// <param name="path">Where to look.</param>
    /// <param name="element">Its paths begin at the element; <c>$</c> is the element itself.</param>
    /// <exception cref="ArgumentException">The path is not supported, or the filter too deep.</exception>
    public static Filter Any(string path, Filter element)
    {
        ArgumentNullException.ThrowIfNull(element);
        return new ElementFilter(JsonPath.Parse(path), element);
    }

    /// <summary>It is known to match: true where <paramref name="operand"/> is true, and false where that is false or unknown. So
    /// <c>!IsTrue(f)</c> finds every document that <c>f</c> does not.</summary>
    /// <param name="operand">The filter.</param>
    public static Filter IsTrue(Filter operand)
    {
        ArgumentNullException.ThrowIfNull(operand);
        return new IsTrueFilter(operand);
    }

    /// <summary>The filter of a predicate over the type that documents are read as, with names as System.Text.Json writes them
    /// with its web defaults. See the other overload for what an expression may hold.</summary>
    /// <typeparam name="T">The type of a document.</typeparam>
    /// <param name="predicate">An expression of the supported subset.</param>
    /// <exception cref="NotSupportedException">A part of the expression has no translation; the message names it.</exception>
    public static Filter From<T>(Expression<Func<T, bool>> predicate) => From(predicate, JsonSerializerOptions.Web);

    /// <summary>The filter of a predicate over the type that documents are read as.</summary>
    /// <remarks>
    /// <para>This is supported, and finds what the predicate does in memory; anything else is refused, for a filter also deletes:</para>
    /// <list type="bullet">
    /// <item><term>Members</term><description>properties and fields of the document as the serializer writes them, named through a base type or
    /// an interface too; elements of lists by constants, values of dictionaries by their keys (as <c>DictionaryKeyPolicy</c> writes them),
    /// <c>Nullable.Value</c> and <c>HasValue</c>; a boolean alone.</description></item>
    /// <item><term>== and !=, Equals</term><description>with a value: numbers, strings, booleans, characters, enums, Guid, DateTime (whatever its
    /// kind, as in C#), DateOnly, TimeOnly, TimeSpan, Version. With null: any member that can be null. A member with a converter of its own
    /// equals what that writes, if it reads the same value again.</description></item>
    /// <item><term>&lt; &lt;= &gt; &gt;=</term><description>numbers, characters, enums that are written as numbers, Guid, DateTime, DateOnly, TimeOnly. Not TimeSpan,
    /// Version and DateTimeOffset, nor enums that are written as names: their text has another order. A DateTimeOffset is not
    /// compared at all, for one moment has many texts.</description></item>
    /// <item><term>Conversions</term><description>that keep every value: integers to wider ones and decimal, to double or float where those hold them
    /// exactly, enums to their number, to nullable. Not <c>(int)x.Price</c>, not a float compared with a double.</description></item>
    /// <item><term>Strings</term><description><c>StartsWith</c>, <c>EndsWith</c>, <c>Contains</c>, <c>Equals</c> (all ordinal), <c>string.IsNullOrEmpty</c>, and
    /// <c>string.CompareOrdinal(x.Name, "b") > 0</c> with a text below U+D800, where UTF-16 and UTF-8 have one order.</description></item>
    /// <item><term>Sequences</term><description><c>member.Contains(value)</c>, <c>member.Any()</c>, <c>member.Any(element => …)</c> of what is written as a JSON
    /// array; <c>values.Contains(member)</c> of arrays, <c>List</c>, LINQ, and <c>HashSet</c> and <c>SortedSet</c> with a comparer that is their elements'
    /// own equality.</description></item>
    /// <item><term>Logic</term><description><c>&amp;&amp; || ! &amp; |</c>, and <c>a ? b : c</c> where a is a value. What does not touch the document is computed once, when the filter
    /// is made; what stands right of a value that has decided is not looked at: <c>name == null || x.Name == name</c>.</description></item>
    /// </list>
    /// <para>Refused as well: numbers that are or may be written as strings (<c>JsonNumberHandling</c>), members that are not written when they
    /// have their default value and cannot be null, NaN, and comparing one member with another.</para>
    /// <para>What a member is missing for, is null or is of another type compares as null does in C#: every comparison is false and
    /// <c>!=</c> is true; <c>== null</c> matches what is missing, too. So <c>!(x.Age > 5)</c> matches a document without an age.</para>
    /// </remarks>
    /// <typeparam name="T">The type of a document.</typeparam>
    /// <param name="predicate">An expression of the supported subset.</param>
    /// <param name="json">Decides the names of properties and how values are written; that of the store is <see cref="MosaicOptions.Json"/>.</param>
    /// <exception cref="NotSupportedException">A part of the expression has no translation; the message names it.</exception>
    public static Filter From<T>(Expression<Func<T, bool>> predicate, JsonSerializerOptions json)
    {
        ArgumentNullException.ThrowIfNull(predicate);
        ArgumentNullException.ThrowIfNull(json);
        return new PredicateTranslator(json).Translate(predicate);
    }

    /// <summary>The filter of a query text's WHERE part: <c>Parse("age >= 18 AND name LIKE @n", new Dictionary&lt;string, object?> { ["n"] = "A%" })</c>.</summary>
    /// <param name="where">The text, without the word WHERE. See <see cref="IDocumentStore.QueryAsync{T}"/> for the grammar.</param>
    /// <param name="parameters">The values of <c>@name</c> in the text, with or without the @; each must be used.</param>
    /// <exception cref="QuerySyntaxException">The text is not a filter, or its parameters are not those that are given or cannot be compared with.</exception>
    public static Filter Parse(string where, IReadOnlyDictionary<string, object?>? parameters = null)
    {
        ArgumentNullException.ThrowIfNull(where);
        return QueryParser.ParseFilter(where, parameters);
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
