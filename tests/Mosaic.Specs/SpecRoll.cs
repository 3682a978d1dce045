using NUnit.Framework;
using NUnit.Framework.Internal;
using NUnit.Framework.Internal.Builders;

namespace Mosaic.Specs;

/// <summary>Calls the roll: whether a backend runs every spec.</summary>
public static class SpecRoll
{
    private static readonly List<Type> Specs = [.. SpecsOf(typeof(MosaicSpec).Assembly.GetTypes().Where(static type => type.IsAbstract && type.IsSubclassOf(typeof(MosaicSpec))).ToList())];

    /// <summary>Fails unless each spec has one fixture among <paramref name="fixtures"/>, or a reason not to. Tells how many specs and cases there are.</summary>
    /// <param name="backend">As the count names it.</param>
    /// <param name="fixtures">Where its fixtures are; other types do not count.</param>
    /// <param name="excused">The specs that it does not run, and why.</param>
    public static void Check(string backend, IEnumerable<Type> fixtures, IReadOnlyDictionary<Type, string>? excused = null)
    {
        excused ??= new Dictionary<Type, string>();
        var run = fixtures.Where(static type => type is { IsAbstract: false } && type.IsSubclassOf(typeof(MosaicSpec))).ToList();
        var cases = run.Sum(static type => new DefaultSuiteBuilder().BuildFrom(new TypeWrapper(type)).TestCaseCount);
        // What goes to the standard error is shown by a bare `dotnet test` too.
        TestContext.Error.WriteLine($"{backend}: {run.Count} of {Specs.Count} specs, {cases} cases{string.Concat(excused.OrderBy(static pair => pair.Key.Name, StringComparer.Ordinal).Select(static pair => $"; not {pair.Key.Name}: {pair.Value}"))}");

        Assert.That(run.Select(static type => type.BaseType), Is.EquivalentTo(Specs.Except(excused.Keys)), $"{backend} runs each spec once, or says why not");
    }

    /// <summary>All specs that do not begin with a word: those that a backend of one part does not run.</summary>
    public static IReadOnlyDictionary<Type, string> AllBut(string prefix, string reason) =>
        Specs.Where(type => !type.Name.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(static type => type, _ => reason);

    /// <summary>All specs of a kind.</summary>
    public static IReadOnlyDictionary<Type, string> Below<TSpec>(string reason) =>
        Specs.Where(static type => type.IsSubclassOf(typeof(TSpec))).ToDictionary(static type => type, _ => reason);

    private static IEnumerable<Type> SpecsOf(List<Type> types) => types.Where(type => !types.Exists(derived => derived.BaseType == type));
}
