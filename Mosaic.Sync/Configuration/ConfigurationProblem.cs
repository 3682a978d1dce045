namespace Mosaic;

/// <summary>What is wrong with one field of a configuration.</summary>
/// <param name="Field">Its path in the file, as <c>local.path</c>. null: the source as a whole.</param>
/// <param name="Source">Where it was read: a file, an environment variable, a section of a configuration. null: it was set in code, or nowhere.</param>
/// <param name="Value">What stands there. null: nothing, or a secret, or what may be one.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Hint">What is allowed, and how to mend it.</param>
public sealed record ConfigurationProblem(string? Field, string? Source, string? Value, string Message, string Hint)
{
    /// <summary>One sentence of where and what, and the hint.</summary>
    public override string ToString()
    {
        var place = (Field, Source) switch
        {
            (null, null) => "",
            (null, _) => $"{Source}: ",
            (_, null) => $"{Field}: ",
            _ => $"{Field} ({Source}): ",
        };
        return $"{place}{Message} {Hint}";
    }
}
