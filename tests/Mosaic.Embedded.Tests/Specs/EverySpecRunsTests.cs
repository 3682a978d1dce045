using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Specs;

public sealed class EverySpecRunsTests
{
    [Test]
    public void A_file_runs_every_spec() => SpecRoll.Check(nameof(OnFile), typeof(OnFile).GetNestedTypes());

    [Test]
    public void Memory_runs_every_spec_that_opens_a_store_once() =>
        SpecRoll.Check(nameof(InMemory), typeof(InMemory).GetNestedTypes(), SpecRoll.Below<VectorSpec>("it opens its store again"));

    [Test]
    public void A_folder_runs_every_spec_of_documents() => SpecRoll.Check(nameof(InFolder), typeof(InFolder).GetNestedTypes(), SpecRoll.AllBut("Document", "a folder holds documents"));
}
