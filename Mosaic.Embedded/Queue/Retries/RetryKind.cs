namespace Mosaic;

internal enum RetryKind : byte
{
    Exponential = 1,
    Delays = 2,
}
