namespace Mosaic;

/// <summary>Makes something of a filter, such as the query of another store: <see cref="Filter.Accept"/> calls the method of the filter's kind.
/// What each kind means, <see cref="Filter"/> and the ways to make it say.</summary>
/// <typeparam name="TResult">What is made.</typeparam>
/// <remarks>A filter is true, false or unknown of a document, and matches when it is true. And, or and not are Kleene's, as in SQL:
/// and is the least, or the greatest of false, unknown, true; not leaves unknown.</remarks>
public abstract class FilterVisitor<TResult>
{
    /// <summary>All of several: the least of them.</summary>
    /// <param name="operands">Two or more.</param>
    public abstract TResult VisitAnd(IReadOnlyList<Filter> operands);

    /// <summary>Any of several: the greatest of them.</summary>
    /// <param name="operands">Two or more.</param>
    public abstract TResult VisitOr(IReadOnlyList<Filter> operands);

    /// <summary>The opposite; of unknown, unknown.</summary>
    /// <param name="operand">The filter.</param>
    public abstract TResult VisitNot(Filter operand);

    /// <summary><see cref="Filter.IsTrue"/>: true of true, else false.</summary>
    /// <param name="operand">The filter.</param>
    public abstract TResult VisitIsTrue(Filter operand);

    /// <summary><see cref="Filter.Eq"/>, <see cref="Filter.Ne"/>, <see cref="Filter.Gt"/>, <see cref="Filter.Gte"/>, <see cref="Filter.Lt"/> and
    /// <see cref="Filter.Lte"/>. What is missing is unknown. A value of another type is true of not equal, false of equal to null, else unknown.</summary>
    /// <param name="path">Where to look.</param>
    /// <param name="comparison">How to compare.</param>
    /// <param name="value">What with; null only of equal and not equal.</param>
    public abstract TResult VisitComparison(FilterPath path, ComparisonOperator comparison, FilterValue value);

    /// <summary><see cref="Filter.In"/>: equal to any of several; of none, false, of what is missing too.</summary>
    /// <param name="path">Where to look.</param>
    /// <param name="values">In the order of null, false, true, numbers, strings, each once.</param>
    public abstract TResult VisitIn(FilterPath path, IReadOnlyList<FilterValue> values);

    /// <summary><see cref="Filter.Exists"/>; never unknown.</summary>
    /// <param name="path">Where to look.</param>
    public abstract TResult VisitExists(FilterPath path);

    /// <summary><see cref="Filter.Contains"/>; unknown of what is neither an array nor, for a string, a string.</summary>
    /// <param name="path">Where to look.</param>
    /// <param name="value">The element, or the part of a string.</param>
    public abstract TResult VisitContains(FilterPath path, FilterValue value);

    /// <summary><see cref="Filter.StartsWith"/>; unknown of what is not a string.</summary>
    /// <param name="path">Where to look.</param>
    /// <param name="prefix">The beginning; may be empty.</param>
    public abstract TResult VisitStartsWith(FilterPath path, string prefix);

    /// <summary><see cref="Filter.Like"/>; unknown of what is not a string.</summary>
    /// <param name="path">Where to look.</param>
    /// <param name="pattern">The pattern as it was written; it does not end in the escape.</param>
    /// <param name="escape">What makes the character after it an ordinary one, whichever that is; null: nothing does.</param>
    public abstract TResult VisitLike(FilterPath path, string pattern, char? escape);

    /// <summary><see cref="Filter.Any"/>: of an array, or over its elements, so that it is false of an empty one; else unknown.</summary>
    /// <param name="path">Where to look.</param>
    /// <param name="element">The filter of an element; its paths begin there.</param>
    public abstract TResult VisitAny(FilterPath path, Filter element);
}
