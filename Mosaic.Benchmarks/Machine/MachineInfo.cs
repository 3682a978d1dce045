using System.Runtime.InteropServices;

namespace Mosaic.Benchmarks.Machine;

/// <summary>What the results were measured on.</summary>
internal static class MachineInfo
{
    public static string Cpu => CpuModel() is { } model
        ? $"{model}, {Environment.ProcessorCount} cores, {RuntimeInformation.ProcessArchitecture}"
        : $"{Environment.ProcessorCount} cores, {RuntimeInformation.ProcessArchitecture}";

    public static string System => $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}";

    public static string Memory => $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1 << 30)} GiB";

    public static string FileSystem(string folder) =>
        DriveInfo.GetDrives()
            .Where(drive => Path.GetFullPath(folder).StartsWith(drive.Name, StringComparison.Ordinal))
            .OrderByDescending(static drive => drive.Name.Length)
            .FirstOrDefault()?.DriveFormat ?? "unknown";

    private static string? CpuModel()
    {
        const string info = "/proc/cpuinfo";
        return File.Exists(info)
            ? File.ReadLines(info).FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
            : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
    }
}
