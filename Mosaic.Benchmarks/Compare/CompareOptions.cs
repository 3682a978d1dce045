namespace Mosaic.Benchmarks.Compare;

/// <summary>How much is measured.</summary>
internal sealed record CompareOptions
{
    private const int RepetitionsMin = 5;

    public const string Usage = "compare [--quick] [--only <name>[,<name>]] [--repetitions <5 or more>] [--folder <where the stores live>]";

    /// <value>false; true: small stores and short times, to see that everything runs. Its figures mean little.</value>
    public bool Quick { get; private init; }

    /// <value>Empty: all.</value>
    public IReadOnlyList<string> Only { get; private init; } = [];

    public int Repetitions { get; private init; } = RepetitionsMin;

    /// <value>null: the system's temporary folder.</value>
    public string? Folder { get; private init; }

    /// <returns>null when they are not understood.</returns>
    public static CompareOptions? Parse(ReadOnlySpan<string> arguments)
    {
        var options = new CompareOptions();
        while (arguments.Length > 0)
        {
            switch (arguments)
            {
                case ["--quick", ..]:
                    options = options with { Quick = true };
                    arguments = arguments[1..];
                    break;
                case ["--only", var names, ..]:
                    options = options with { Only = [.. options.Only, .. names.Split(',')] };
                    arguments = arguments[2..];
                    break;
                case ["--repetitions", var number, ..] when int.TryParse(number, out var repetitions) && repetitions >= RepetitionsMin:
                    options = options with { Repetitions = repetitions };
                    arguments = arguments[2..];
                    break;
                case ["--folder", var folder, ..]:
                    options = options with { Folder = folder };
                    arguments = arguments[2..];
                    break;
                default:
                    return null;
            }
        }

        return options;
    }
}
