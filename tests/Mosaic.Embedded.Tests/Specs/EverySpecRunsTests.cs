using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Specs;

public sealed class EverySpecRunsTests
{
    [TestCase(typeof(OnFile))]
    [TestCase(typeof(InMemory))]
    public void A_backend_runs_every_spec(Type backend)
    {
        var types = typeof(MosaicSpec).Assembly.GetTypes().Where(static type => type.IsAbstract && type.IsSubclassOf(typeof(MosaicSpec))).ToList();
        var specs = types.Where(type => !types.Exists(derived => derived.BaseType == type));

        Assert.That(backend.GetNestedTypes().Select(static type => type.BaseType), Is.EquivalentTo(specs));
    }
}
