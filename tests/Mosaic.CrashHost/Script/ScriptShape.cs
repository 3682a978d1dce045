namespace Mosaic.CrashHost.Script;

/// <summary>How much a script writes.</summary>
/// <param name="PayloadMax">Characters of a document's payload, at most; one in fifty is twenty times as long.</param>
/// <param name="PartsMax">Documents of one unit, at most.</param>
/// <param name="LiveMax">Documents of one writer above which it deletes more than it creates.</param>
internal sealed record ScriptShape(int PayloadMax, int PartsMax, int LiveMax)
{
    public override string ToString() => FormattableString.Invariant($"{PayloadMax}.{PartsMax}.{LiveMax}");

    public static ScriptShape Parse(string text) => text.Split('.') is [var payload, var parts, var live]
        ? new(Number(payload), Number(parts), Number(live))
        : throw new FormatException(text);

    private static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
