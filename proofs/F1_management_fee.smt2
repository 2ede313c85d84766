; F1, F2  The management fee takes at most its part of the vault, and accruing often never takes more than accruing once.
;
; S supply, r the part due for the time that passed in wad: fee = floor(S r / (W - r)) new shares.

(declare-const S Int) (declare-const r Int) (declare-const fee Int)
(define-fun W () Int 1000000000000000000)
(define-fun is_floor ((q Int) (n Int) (d Int)) Bool (and (<= (* q d) n) (< n (* (+ q 1) d))))
(assert (and (>= S 0) (>= r 0) (< r W)))

(echo "lemma: the fee shares are at most the part r of the new supply")
(push) (assert (is_floor fee (* S r) (- W r))) (assert (> (* fee W) (* r (+ S fee)))) (check-sat) (pop)

(declare-const r1 Int) (declare-const r2 Int) (declare-const f1 Int) (declare-const f2 Int)
(assert (and (>= r1 0) (>= r2 0) (= r (+ r1 r2))))
(echo "lemma: accruing twice never takes more than once")
(push) (assert (is_floor fee (* S r) (- W r)))
(assert (is_floor f1 (* S r1) (- W r1))) (assert (is_floor f2 (* (+ S f1) r2) (- W r2)))
(assert (> (+ f1 f2) fee)) (check-sat) (pop)

(echo "mutant: the fee rounds up, so poking pays")
(push) (define-fun is_ceil ((q Int) (n Int) (d Int)) Bool (and (>= (* q d) n) (> n (* (- q 1) d))))
(assert (is_ceil fee (* S r) (- W r)))
(assert (is_ceil f1 (* S r1) (- W r1))) (assert (is_ceil f2 (* (+ S f1) r2) (- W r2)))
(assert (> (+ f1 f2) fee)) (check-sat) (pop)

(echo "mutant: the fee is taken of the old supply by simple proportion and then compounds")
(push) (assert (is_floor fee (* S r) W))
(assert (is_floor f1 (* S r1) W)) (assert (is_floor f2 (* (+ S f1) r2) W))
(assert (> (+ f1 f2) fee)) (check-sat) (pop)
