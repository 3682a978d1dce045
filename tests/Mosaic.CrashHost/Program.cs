using Mosaic.CrashHost;
using Mosaic.CrashHost.Jobs;
using Mosaic.CrashHost.Team;

// The process that gets killed. It tells on its standard output what was acknowledged, each line only after the acknowledgement.
if (args is ["jobs", ..])
{
    await new JobHost(args[1]).RunAsync();
}
else if (args is ["mirror", ..])
{
    await MirrorHost.RunAsync(args[1], int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture));
}
else if (args is ["backup", ..])
{
    await BackupHost.RunAsync(args[1], args[2], args[3]);
}
else if (args is ["fatal", ..])
{
    await FatalHost.RunAsync(args[1]);
}
else if (args is ["team", ..])
{
    await new TeamHost(int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture)).RunAsync();
}
else
{
    var plan = HostPlan.Parse(args);
    await (plan.Race > 0 ? new Racer(plan).RunAsync() : plan.Vectors ? new VectorHost(plan).RunAsync() : plan.Memory ? new MemoryHost(plan).RunAsync() : new Host(plan).RunAsync());
}
