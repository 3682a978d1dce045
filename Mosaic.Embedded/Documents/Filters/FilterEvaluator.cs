using Mosaic.Documents.Json;

namespace Mosaic.Documents.Filters;

/// <summary>What a filter means: the reference that every backend answers like.</summary>
/// <remarks>
/// <para>A filter is true, false or unknown of a document, and matches when it is true.</para>
/// <list type="table">
/// <listheader><term>filter</term><description>value at the path</description></listheader>
/// <item><term>Eq null</term><description>missing: unknown; null: true; else false.</description></item>
/// <item><term>Eq x</term><description>of the type of x: whether equal; missing, null or of another type: unknown.</description></item>
/// <item><term>Ne x, also null</term><description>missing: unknown; else true, unless it is x.</description></item>
/// <item><term>Gt, Gte, Lt, Lte x</term><description>of the type of x: the comparison; else unknown.</description></item>
/// <item><term>In (x, y…)</term><description>Eq x or Eq y or …; of none: false.</description></item>
/// <item><term>Exists</term><description>missing: false; else true, of null too.</description></item>
/// <item><term>Contains x</term><description>an array: whether x is an element; a string, where x is one: whether x is
/// inside, a run of its bytes; else unknown.</description></item>
/// <item><term>StartsWith s</term><description>a string: whether its bytes begin with those of s; else unknown.</description></item>
/// <item><term>Like p</term><description>a string: whether all of it is of the pattern: % any run of characters, _ any one
/// (of Unicode), what follows the escape character itself, everything else itself; else unknown.</description></item>
/// <item><term>Any (f)</term><description>an array: Or of f over its elements, in whose paths <c>$</c> is the element; of an
/// empty one false; else unknown.</description></item>
/// <item><term>IsTrue (f)</term><description>whether f is true: never unknown.</description></item>
/// <item><term>And, Or, Not</term><description>Kleene's: And is the least and Or the greatest of false, unknown, true;
/// Not swaps true and false and leaves unknown.</description></item>
/// </list>
/// <para>The types are null, boolean (false before true), number, string, array and object. Numbers compare as the exact
/// decimals that their texts say, strings as the UTF-8 bytes that their escapes mean. Arrays and objects equal no scalar.
/// In a path a number is an element of an array and a name in an object; what leads through a scalar is missing.</para>
/// </remarks>
internal static class FilterEvaluator
{
    /// <summary>Whether the filter is true of the document; no filter is true of every one.</summary>
    /// <param name="filter">The filter, or null.</param>
    /// <param name="json">A document that <see cref="JsonText.Validate"/> accepted.</param>
    public static bool Matches(Filter? filter, ReadOnlySpan<byte> json) => filter is null || filter.Compiled.Matches(json);

    /// <summary>The truth of a filter whose values were found.</summary>
    public static Truth Evaluate(BoundFilter filter, ReadOnlySpan<byte> json, ReadOnlySpan<JsonSlot> slots) => filter.Source switch
    {
        ComparisonFilter it => Compare(it, slots[filter.Slot], json),
        AndFilter => All(filter.Operands, json, slots),
        OrFilter => Any(filter.Operands, json, slots),
        NotFilter => (Truth)(Truth.True - Evaluate(filter.Operands[0], json, slots)),
        InFilter it => IsIn(it.Values, slots[filter.Slot], json),
        ExistsFilter => Known(slots[filter.Slot].Kind != JsonKind.Missing),
        ContainsFilter it => Contains(it.Value, slots[filter.Slot], json),
        StartsWithFilter it when slots[filter.Slot] is { Kind: JsonKind.String } text => Known(text.String(json).StartsWith(it.Prefix.Utf8)),
        LikeFilter it when slots[filter.Slot] is { Kind: JsonKind.String } text => Known(it.Pattern.Matches(text.String(json))),
        ElementFilter it when slots[filter.Slot] is { Kind: JsonKind.Array } array => AnyElement(it.Element.Compiled, array, json),
        IsTrueFilter => Known(Evaluate(filter.Operands[0], json, slots) == Truth.True),
        _ => Truth.Unknown,
    };

    private static Truth AnyElement(CompiledFilter element, JsonSlot array, ReadOnlySpan<byte> json)
    {
        var greatest = Truth.False;
        var scanner = new JsonScanner(json, array.Start);
        scanner.Enter();
        while (greatest != Truth.True && scanner.NextElement())
        {
            var truth = element.Evaluate(json[scanner.Position..]);
            greatest = truth > greatest ? truth : greatest;
            scanner.ReadValue();
        }

        return greatest;
    }

    private static Truth All(BoundFilter[] operands, ReadOnlySpan<byte> json, ReadOnlySpan<JsonSlot> slots)
    {
        var least = Truth.True;
        foreach (var operand in operands)
        {
            var truth = Evaluate(operand, json, slots);
            if (truth == Truth.False)
            {
                return truth;
            }

            least = truth < least ? truth : least;
        }

        return least;
    }

    private static Truth Any(BoundFilter[] operands, ReadOnlySpan<byte> json, ReadOnlySpan<JsonSlot> slots)
    {
        var greatest = Truth.False;
        foreach (var operand in operands)
        {
            var truth = Evaluate(operand, json, slots);
            if (truth == Truth.True)
            {
                return truth;
            }

            greatest = truth > greatest ? truth : greatest;
        }

        return greatest;
    }

    private static Truth Compare(ComparisonFilter filter, JsonSlot value, ReadOnlySpan<byte> json)
    {
        if (value.Kind == JsonKind.Missing)
        {
            return Truth.Unknown;
        }

        if (filter.Operator == ComparisonOperator.NotEqual)
        {
            return Known(!filter.Value.EqualsSlot(value, json));
        }

        if (filter.Value.Kind == JsonKind.Null)
        {
            return Known(value.Kind == JsonKind.Null);
        }

        if (!filter.Value.HasTypeOf(value.Kind))
        {
            return Truth.Unknown;
        }

        if (filter.Operator == ComparisonOperator.Equal)
        {
            return Known(filter.Value.EqualsSlot(value, json));
        }

        var order = filter.Value.CompareFrom(value, json);
        return Known(filter.Operator switch
        {
            ComparisonOperator.Greater => order > 0,
            ComparisonOperator.GreaterOrEqual => order >= 0,
            ComparisonOperator.Less => order < 0,
            _ => order <= 0,
        });
    }

    /// <param name="values">In order, once each.</param>
    /// <param name="value">What stands at the path.</param>
    /// <param name="json">The document.</param>
    private static Truth IsIn(ReadOnlySpan<JsonScalar> values, JsonSlot value, ReadOnlySpan<byte> json)
    {
        int low = 0, high = values.Length - 1;
        while (value.IsScalar && low <= high)
        {
            var middle = (low + high) >>> 1;
            var candidate = values[middle];
            var order = value.Kind == candidate.Kind ? candidate.CompareFrom(value, json) : value.Kind.CompareTo(candidate.Kind);
            if (order == 0)
            {
                return Truth.True;
            }

            (low, high) = order < 0 ? (low, middle - 1) : (middle + 1, high);
        }

        return AllAreFalse(values, value.Kind) ? Truth.False : Truth.Unknown;
    }

    /// <summary>Of values that none equals: whether Eq of each is false, and of none unknown.</summary>
    private static bool AllAreFalse(ReadOnlySpan<JsonScalar> values, JsonKind kind)
    {
        if (kind == JsonKind.Missing)
        {
            return values.IsEmpty;
        }

        // In order of their types, so the first and the last stand for all between.
        var typed = values is [{ Kind: JsonKind.Null }, ..] ? values[1..] : values;
        return typed.IsEmpty || (typed[0].HasTypeOf(kind) && typed[^1].HasTypeOf(kind));
    }

    private static Truth Contains(JsonScalar wanted, JsonSlot value, ReadOnlySpan<byte> json)
    {
        if (value.Kind == JsonKind.String && wanted.Kind == JsonKind.String)
        {
            return Known(value.String(json).Contains(wanted.Utf8));
        }

        if (value.Kind != JsonKind.Array)
        {
            return Truth.Unknown;
        }

        var scanner = new JsonScanner(json, value.Start);
        scanner.Enter();
        while (scanner.NextElement())
        {
            if (wanted.EqualsSlot(scanner.ReadValue(), json))
            {
                return Truth.True;
            }
        }

        return Truth.False;
    }

    private static Truth Known(bool value) => value ? Truth.True : Truth.False;
}
