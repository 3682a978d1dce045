using System.Collections;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Mosaic.Documents.Filters.Linq;

/// <summary>Calls of Contains that say whether an equal element is there, and nothing else.</summary>
internal static class KnownSequences
{
    private static readonly Type[] Declaring =
        [typeof(List<>), typeof(HashSet<>), typeof(SortedSet<>), typeof(ICollection<>), typeof(IReadOnlySet<>)];

    /// <summary>The sequence and the item of a call of Contains; null when it is another call.</summary>
    public static (Expression Sequence, Expression Item)? Of(MethodCallExpression call)
    {
        var type = call.Method.DeclaringType;
        return (call.Object, call.Arguments.ToArray()) switch
        {
            (null, [var sequence, var item, .. var comparer]) when (type == typeof(Enumerable) || type == typeof(MemoryExtensions))
                && comparer.All(static it => it is ConstantExpression { Value: null }) => (Evaluator.Unspan(sequence), item),
            ({ } sequence, [var item]) when type is { IsGenericType: true } && Declaring.Contains(type.GetGenericTypeDefinition()) => (sequence, item),
            _ => null,
        };
    }

    /// <summary>The elements of a value, whose own Contains compares as its elements do.</summary>
    /// <exception cref="NotSupportedException">Its type may find what is not there, or has another comparer.</exception>
    public static IEnumerable<object?> Elements(object sequence, Expression whole)
    {
        var type = sequence.GetType();
        var known = type.IsArray
            || type.Assembly == typeof(Enumerable).Assembly
            || type.IsDefined(typeof(CompilerGeneratedAttribute))
            || (type.IsGenericType && type.GetGenericTypeDefinition() is var definition
                && (definition == typeof(List<>) || ((definition == typeof(HashSet<>) || definition == typeof(SortedSet<>)) && HasDefaultComparer(sequence, type))))
            || !Array.Exists(type.GetInterfaces(), static it => it.IsGenericType && it.GetGenericTypeDefinition() == typeof(ICollection<>));
        return known ? ((IEnumerable)sequence).Cast<object?>() : throw Untranslated.Because(
            whole, $"what {type.Name} contains may depend on its comparer; take an array, a List, or a set with the default comparer");
    }

    private static bool HasDefaultComparer(object set, Type type)
    {
        var element = type.GetGenericArguments()[0];
        var comparer = type.GetProperty("Comparer")!.GetValue(set);
        var ordered = type.GetGenericTypeDefinition() == typeof(SortedSet<>);
        if (element == typeof(string) && (ordered || comparer is StringComparer))
        {
            return ReferenceEquals(comparer, StringComparer.Ordinal); // the default order of strings is that of a culture
        }

        var usual = (ordered ? typeof(Comparer<>) : typeof(EqualityComparer<>)).MakeGenericType(element).GetProperty("Default", BindingFlags.Public | BindingFlags.Static)!.GetValue(null);
        return Equals(comparer, usual);
    }
}
