using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Mosaic.Memory.Embeddings;

/// <summary>
/// The exact dot product of vectors of signed bytes from -127 to 127, as <see cref="SignedBytes"/> makes them. -128 is not
/// allowed: two products of bytes then no longer fit the 16 bits in which they are added.
/// </summary>
internal static class ByteProduct
{
    /// <summary>More than 127 * 127 times so many overflows.</summary>
    public const int LengthMax = int.MaxValue / (sbyte.MaxValue * sbyte.MaxValue);

    /// <param name="left">A vector.</param>
    /// <param name="right">Another with as many numbers.</param>
    public static int Of(ReadOnlySpan<sbyte> left, ReadOnlySpan<sbyte> right) =>
        Avx2.IsSupported ? OfPairs(left, right) : Vector128.IsHardwareAccelerated ? OfHalves(left, right) : OfSingles(left, right);

    public static int OfSingles(ReadOnlySpan<sbyte> left, ReadOnlySpan<sbyte> right)
    {
        var sum = 0;
        for (var i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        return sum;
    }

    /// <summary>32 at once: |left| times right with the sign of left, added in pairs, at most 2 * 127 * 127 = 32,258 of 32,767.</summary>
    /// <remarks>Compiled for speed at once: otherwise slow for the first some hundred thousand vectors.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int OfPairs(ReadOnlySpan<sbyte> left, ReadOnlySpan<sbyte> right)
    {
        ref var l = ref MemoryMarshal.GetReference(left);
        ref var r = ref MemoryMarshal.GetReference(right[..left.Length]);
        var sum = Vector256<int>.Zero;
        var ones = Vector256<short>.One;
        var i = 0;
        for (; i <= left.Length - Vector256<sbyte>.Count; i += Vector256<sbyte>.Count)
        {
            var a = Vector256.LoadUnsafe(ref l, (nuint)i);
            var b = Vector256.LoadUnsafe(ref r, (nuint)i);
            var pairs = Avx2.MultiplyAddAdjacent(Avx2.Abs(a), Avx2.Sign(b, a));
            sum += Avx2.MultiplyAddAdjacent(pairs, ones);
        }

        return Vector256.Sum(sum) + OfSingles(left[i..], right[i..]);
    }

    /// <summary>16 at once, each half widened.</summary>
    public static int OfHalves(ReadOnlySpan<sbyte> left, ReadOnlySpan<sbyte> right)
    {
        ref var l = ref MemoryMarshal.GetReference(left);
        ref var r = ref MemoryMarshal.GetReference(right[..left.Length]);
        var sum = Vector128<int>.Zero;
        var i = 0;
        for (; i <= left.Length - Vector128<sbyte>.Count; i += Vector128<sbyte>.Count)
        {
            var (aLow, aHigh) = Vector128.Widen(Vector128.LoadUnsafe(ref l, (nuint)i));
            var (bLow, bHigh) = Vector128.Widen(Vector128.LoadUnsafe(ref r, (nuint)i));
            sum += Widened(aLow * bLow) + Widened(aHigh * bHigh);
        }

        return Vector128.Sum(sum) + OfSingles(left[i..], right[i..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Widened(Vector128<short> products)
    {
        var (low, high) = Vector128.Widen(products);
        return low + high;
    }
}
