using Mosaic.CrashHost;

// The process that gets killed. It tells on its standard output what was acknowledged, each line only after the acknowledgement.
var plan = HostPlan.Parse(args);
await (plan.Race > 0 ? new Racer(plan).RunAsync() : plan.Memory ? new MemoryHost(plan).RunAsync() : new Host(plan).RunAsync());
