using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Embedded.Tests.Specs;

public sealed class EverySpecRunsTests
{
    [TestCase(typeof(OnFile))]
    [TestCase(typeof(InMemory))]
    public void A_backend_runs_every_spec(Type backend) => SpecRoll.Check(backend.Name, backend.GetNestedTypes());

    [Test]
    public void A_folder_runs_every_spec_of_documents() => SpecRoll.Check(nameof(InFolder), typeof(InFolder).GetNestedTypes(), SpecRoll.AllBut("Document", "a folder holds documents"));
}
