using Mosaic.CrashHost;

namespace Mosaic.Embedded.Tests.Crash;

internal sealed partial class HostProcess
{
    public static HostProcess Start(HostPlan plan) => Start(plan.ToArguments());
}
