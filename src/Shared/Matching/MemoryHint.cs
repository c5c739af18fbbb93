using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace CryptoVault.Matching;

/// <summary>
/// Asks the processor to fetch memory that is needed soon, without waiting for it. Only a hint: it reads nothing, so it
/// does no harm where the place has moved meanwhile, and where there is no such instruction nothing happens.
/// </summary>
internal static class MemoryHint
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Prefetch<T>(ref T place) where T : unmanaged
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref place));
        }
    }
}
