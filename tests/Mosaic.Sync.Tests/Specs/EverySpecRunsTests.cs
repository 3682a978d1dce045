using Mosaic.Specs;
using NUnit.Framework;

namespace Mosaic.Sync.Tests.Specs;

public sealed class EverySpecRunsTests
{
    [Test]
    public void Postgres_runs_every_spec() => SpecRoll.Check("OnPostgres", typeof(EverySpecRunsTests).Assembly.GetTypes(), new Dictionary<Type, string>
    {
        [typeof(QueueClockSpec)] = "all time is the server's, a process has no clock that could jump",
    });
}
