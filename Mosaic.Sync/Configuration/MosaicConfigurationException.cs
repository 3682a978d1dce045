namespace Mosaic;

/// <summary>A configuration cannot be used; every problem is named at once, none with a secret.</summary>
public sealed class MosaicConfigurationException : MosaicException
{
    /// <param name="problems">What is wrong, at least one.</param>
    public MosaicConfigurationException(IReadOnlyList<ConfigurationProblem> problems)
        : base(Describe(problems))
    {
        Problems = problems;
        Hint = string.Join(' ', problems.Select(static problem => problem.Hint).Distinct());
    }

    /// <summary>What is wrong, in the order of the sources and then of the fields.</summary>
    public IReadOnlyList<ConfigurationProblem> Problems { get; }

    private static string Describe(IReadOnlyList<ConfigurationProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        ArgumentOutOfRangeException.ThrowIfZero(problems.Count, nameof(problems));
        return problems.Count == 1
            ? $"The configuration cannot be used. {problems[0]}"
            : $"The configuration cannot be used, for {problems.Count} reasons:{string.Concat(problems.Select(problem => $"\n- {problem}"))}";
    }
}
