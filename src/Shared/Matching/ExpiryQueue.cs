namespace CryptoVault.Matching;

/// <summary>GTD orders by the time they expire, then by their ids: a binary heap that knows where each order stands in it.</summary>
internal sealed class ExpiryQueue
{
    private (long Time, UInt128 Id, int Slot)[] heap = new (long, UInt128, int)[16];
    private int[] places = new int[16];
    private int count;

    /// <summary>When the next order expires; <see cref="long.MaxValue"/> when none does.</summary>
    public long Next => count == 0 ? long.MaxValue : heap[0].Time;

    /// <summary>The order that expires next.</summary>
    public int NextSlot => heap[0].Slot;

    public void Add(int slot, UInt128 id, long time)
    {
        if (count == heap.Length)
        {
            Array.Resize(ref heap, count * 2);
        }

        if (slot >= places.Length)
        {
            Array.Resize(ref places, Math.Max(slot + 1, places.Length * 2));
        }

        heap[count] = (time, id, slot);
        Rise(count++);
    }

    /// <summary>Takes out an order that is there.</summary>
    public void Remove(int slot)
    {
        var hole = places[slot];
        var moved = heap[--count];
        if (hole == count)
        {
            return;
        }

        heap[hole] = moved;
        Sink(hole);
        Rise(places[moved.Slot]);
    }

    private void Rise(int place)
    {
        var item = heap[place];
        for (; place > 0 && IsBefore(in item, in heap[(place - 1) / 2]); place = (place - 1) / 2)
        {
            Put(place, heap[(place - 1) / 2]);
        }

        Put(place, item);
    }

    private void Sink(int place)
    {
        var item = heap[place];
        for (var child = (2 * place) + 1; child < count; child = (2 * place) + 1)
        {
            child += child + 1 < count && IsBefore(in heap[child + 1], in heap[child]) ? 1 : 0;
            if (!IsBefore(in heap[child], in item))
            {
                break;
            }

            Put(place, heap[child]);
            place = child;
        }

        Put(place, item);
    }

    private void Put(int place, (long Time, UInt128 Id, int Slot) item)
    {
        heap[place] = item;
        places[item.Slot] = place;
    }

    private static bool IsBefore(in (long Time, UInt128 Id, int Slot) one, in (long Time, UInt128 Id, int Slot) other) =>
        one.Time != other.Time ? one.Time < other.Time : one.Id < other.Id;
}
