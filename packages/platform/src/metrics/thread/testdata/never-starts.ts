/** A thread that ends before it can do anything. */
throw new Error("no memory for a thread");
