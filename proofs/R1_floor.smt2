; R1  A fill at or above its floor is worth at least the sold worth less the tolerance, at the oracle's price.
;
; trade/slippage.rs: min_out = ceil(in * price_in * (W - tolerance) / (price_out * W)).

(declare-const in Int) (declare-const price_in Int) (declare-const price_out Int)
(declare-const tolerance Int) (declare-const floor Int) (declare-const out Int)
(define-fun W () Int 1000000000000000000)
(assert (and (>= in 0) (> price_in 0) (> price_out 0) (>= tolerance 0) (<= tolerance W) (>= out floor)))
(define-fun kept () Int (* in price_in (- W tolerance)))

(echo "lemma: out * price_out >= in * price_in * (1 - tolerance)")
(push) (assert (>= (* floor price_out W) kept)) (assert (< (* out price_out W) kept)) (check-sat) (pop)

(echo "mutant: the floor rounds down")
(push) (assert (and (<= (* floor price_out W) kept) (< kept (* (+ floor 1) price_out W))))
(assert (< (* out price_out W) kept)) (check-sat) (pop)
