using System.Reflection;
using System.Runtime.CompilerServices;
using NUnit.Framework;

namespace Mosaic.Sync.Tests;

public sealed class PublicSurfaceTests
{
    [Test]
    public void Mosaic_Sync_has_no_access_to_the_internals_of_Mosaic_Embedded()
    {
        var friends = typeof(IMosaic).Assembly
            .GetCustomAttributes<InternalsVisibleToAttribute>()
            .Select(friend => new AssemblyName(friend.AssemblyName).Name);

        Assert.That(friends, Is.EquivalentTo(new[] { "Mosaic.Embedded.Tests", "Mosaic.CrashHost", "Mosaic.Benchmarks" }));
    }
}
