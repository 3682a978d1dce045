namespace Mosaic.Embedded.Tests.Crash.PowerCut;

/// <summary>The machine has no power any more.</summary>
internal sealed class PowerCutException() : IOException("The power was cut.");
