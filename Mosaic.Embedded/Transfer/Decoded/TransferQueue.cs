namespace Mosaic.Backends;

/// <summary>A queue.</summary>
/// <param name="Number">By which its jobs' keys name it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Paused">Whether its jobs are held back.</param>
/// <param name="Options">Its settings.</param>
public sealed record TransferQueue(int Number, string Name, bool Paused, QueueOptions Options) : TransferRow;
