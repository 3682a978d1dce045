using System.Diagnostics;
using BenchmarkDotNet.Running;
using Mosaic.Benchmarks.Children;
using Mosaic.Benchmarks.Compare;
using Mosaic.Benchmarks.Evaluation;

var started = Stopwatch.GetTimestamp();
switch (args)
{
    case ["compare", .. var rest]:
        return await CompareCommand.RunAsync(rest);
    case ["eval", .. var rest]:
        return await EvalCommand.RunAsync(rest);
    case ["child", .. var rest]:
        return await ChildCommand.RunAsync(rest, started);
    default:
        BenchmarkSwitcher.FromAssembly(typeof(CompareCommand).Assembly).Run(args);
        return 0;
}
