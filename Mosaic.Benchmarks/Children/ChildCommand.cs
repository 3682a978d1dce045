namespace Mosaic.Benchmarks.Children;
internal static class ChildCommand { public static Task<int> RunAsync(string[] a, long s) => Task.FromResult(0); }
