using System.Linq.Expressions;

namespace Mosaic.Documents.Filters.Linq;

/// <summary>The error for what is not of the supported subset.</summary>
internal static class Untranslated
{
    public static NotSupportedException Because(Expression expression, string? why = null, Exception? inner = null) => new(
        $"The {expression.NodeType} '{expression}' has no translation into a filter{(why is null ? "" : $": {why}")}. Compute it before, or read the documents and decide in memory.",
        inner);

    public static NotSupportedException NoMember(Expression whole, Expression part) => Because(whole, $"the {part.NodeType} '{part}' is not a member of the document");
}
